import type { RetentionHelp } from '../retention-help-words.ts';

export const retentionHelp: RetentionHelp = {
  commands: {
    retention: '音像记录的保存期限及其理由',
    'retention explain': '说明一个音像记录保存至何时，列出全部理由、条款和长期保存事项',
    'retention simulate': '推算到某日将有哪些音像记录到期，不作任何改动',
    'recording class': '确定音像记录的保存类别（管理员、法规科）',
    'recording day': '记录仪时钟有误时，更正音像记录的实际录制日期',
    policy: '各单位的音像记录保存制度',
    'policy list': '列出制度文件、已启用的制度以及各单位适用的制度',
    'policy check': '检查制度文件，列出全部问题及行号',
    'policy show': '显示一项制度的全部规则、条款和原文',
    'policy diff': '比较制度文件与已启用版本（或另一文件）的差异',
    'policy adopt': '启用制度文件：先列出到期提前与推后的音像记录；缩短期限须第二人批准并等待生效',
    'policy assign': '指定某单位适用的制度',
    'policy gaps': '列出制度未作规定、须由本单位确定的事项；有影响办理的事项时退出码为 3',
  },
  options: {
    explainAt: '按该日终了时的情况说明，如 2027-03-01',
    simulateAt: '推算的日期，如 2027-03-01',
    simulatePolicy: '假定该制度文件已生效：适用于采用该代码的单位；没有单位采用时适用于全部',
    simulateCsv: '将全部到期的音像记录输出为 CSV',
    clearDecision: '撤销此前的决定',
    everybody: '适用于未另行指定制度的所有单位，而不是某一单位',
    adopted: '显示现行有效的已启用版本，而不是文件',
    differenceLimit: '每类最多列出的音像记录数',
    onlyBlocking: '只列出影响办理的事项',
  },
  arguments: {
    idsAndClass: '音像记录编号，最后写 patrol、evidence、case、permit 或 unclassified',
    trueDay: '实际录制日期',
    policyId: '制度代码，见 policy list',
    otherPolicy: '用于比较的另一制度代码',
    policyIds: '制度代码；不写时为正在适用的制度',
    unitName: '单位名称，与台账或人员登记一致',
  },
};
